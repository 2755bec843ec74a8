"""The report as a document by GB/T 9704 that can be made anew around what people wrote in it."""
