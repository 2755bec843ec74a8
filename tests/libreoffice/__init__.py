"""The tool in a running LibreOffice: a package, so that it ends with the last of these tests."""
