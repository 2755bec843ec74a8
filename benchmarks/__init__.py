"""The measurements that the README quotes, each one command: ``python -m benchmarks.NAME``."""
