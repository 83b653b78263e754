"""What devices say by themselves, received: a trigger and evidence, never a verdict."""
