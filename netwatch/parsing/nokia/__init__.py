"""Nokia SR OS (classic and MD-CLI) and SR Linux."""
