"""Restarts: many networks of one shape, each trained from its own random start, all at the same time.

`study` says what is trained and runs it, `outcome` what came of it. Two engines compute the gradients: `sorted_samples`
for one hidden layer of ReLU on one input, `layered` for all else. In every array that goes between the modules the last
axis is the seeds, one network each: flat parameters have shape (count, seeds), in the order of `tutor.net.layout`.
"""
