//! The server through its real router, on real PostgreSQL. One binary: linking is what takes the time.
