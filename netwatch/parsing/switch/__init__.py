"""What the readers of NX-OS and EOS share."""
