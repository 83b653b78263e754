"""Allied Telesis AlliedWare Plus."""
