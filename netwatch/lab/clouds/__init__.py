"""Simulated clouds on loopback, one file for each platform, found by its name.

``netwatch/lab/clouds/<platform>.py`` has

- ``class Cloud``: a context manager that serves while it is open. ``Cloud(objects)`` takes what the
  cloud holds as plain data (mappings, lists, text, numbers: what a replay's YAML says of one
  stage; the file's docstring gives the keys). ``endpoint`` is its address for the inventory
  (``http://127.0.0.1:PORT``), ``become(objects)`` puts it into another stage while it serves, and
  ``asked`` is a tuple of the questions so far, in the words of the platform's commands.
- ``CREDENTIALS``: the ``model.device.Credentials`` its client logs in with. The inventory of a
  replay refers to each secret among them.

Misbehaviour (throttling, a refused region, a hang) is part of the objects, under ``faults``.

A replay names such a cloud instead of a device:

    replay: {row: R22, story: ..., visible: D, evidence: [...], fires: {...}}
    cloud:
      name: aws-prod          # of the inventory; else the file's name
      platform: aws
      account: "111122223333" # and, where wanted: regions, tenant
      stages:
        before: {...}         # the objects
        after: {...}          # laid over `before`: mappings key by key, everything else replaced
        twin: {...}
"""
