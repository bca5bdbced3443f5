"""Every peer side by side on one plant, told in one table: docs/performance.md."""
