"""What people decided about findings and texts: records, the file they are exchanged in, which of them hold, and their store."""
