"""A finished result as one file to hand on: the question, the answer, and all it rests on.

``contents`` gathers, ``template/report.html`` says where what stands, and ``writing`` writes.  No
statistics and no sentences of answers are made here: they come from where the commands take them.
"""
