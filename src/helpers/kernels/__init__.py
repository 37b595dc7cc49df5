"""Warm kernels: papermill's cells run in a process forked from a prepared template.

Here: the template process (`template`), one that has read what several notebooks share
(`branch`), the process that runs one notebook (`child`), the papermill engine that talks to it
(`engine`, `client`) and what they have in common (`wire`, `process`, `inputs`). Not here: which
notebooks run with which parameters (`batch`).

The way of a run: the engine asks the template over a socket, the template forks, the child
becomes an ordinary IPython kernel without sockets of its own and sends its messages back
over one more socket, nbclient's own code turns them into outputs. Where the system cannot
do this (anything but Linux), or on request (`SHNOR_ENGINE=cold`), papermill's own engine
starts an ordinary kernel; results are the same.
"""
