"""One function per thing a person asks for."""
