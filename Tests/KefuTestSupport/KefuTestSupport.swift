// Slow, obvious twins of the fast algorithms, and generators of random input.
