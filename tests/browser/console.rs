//! The console: whoever looks on sees what happens, without asking.
