"""A small filing portal (备案系统) of an access provider, to start from and to test against beian-sim."""
