"""One file for each way into a cloud; ``Platform.transport`` names it. Each has ``collect``."""
