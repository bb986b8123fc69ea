// Filled with its first type.
