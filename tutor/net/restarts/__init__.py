"""Restarts: many networks of one shape, each trained from its own random start, all at the same time.

`study` holds the settings, `run` trains the networks, and `outcome` says what has become of them. Two engines compute
the gradients: `sorted_samples` for one hidden layer of ReLU on one input, `layered` for everything else. In every array
that passes between the modules, the last axis is the seeds, with one network for each: parameters have shape
(count, seeds), in the order of `tutor.net.layout`.
"""
