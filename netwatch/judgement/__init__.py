"""What rules share when they judge: ownership, approval, exposure, and words for people."""
