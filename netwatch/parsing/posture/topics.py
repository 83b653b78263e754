"""What the questions about a device's company are filed under."""

ACCESS_LISTS = "access-lists"
GUESTS = "guests"
PROCESSES = "processes"
REGISTERED = "registered-automation"
