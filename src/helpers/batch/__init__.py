"""Many reports: the list of them, the runs, what is up to date, what was told on the way.

    plan       YAML list or one command line → jobs, everything checked before the first run
    origin     the program and its environment as a manifest states them
    receipts   content key of a report: is it up to date, and if not, what changed
    job        one report from notebook to folder, in a process of its own
    cluster    the same on the machines of a Dask cluster (`cluster_worker`: there)
    neighbours jobs of one municipality: what they share is read and counted once
    launch     how job processes are started: forked from the template, or spawned
    run        the loop over jobs: progress, failures, retries, stop
    lock       one batch per output folder
    progress   what a person sees meanwhile

Not here: executing cells (`kernels`), rendering (`reports`).
"""
