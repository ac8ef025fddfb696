"""The theory: how one state's decision to leave a treaty makes the next one's more likely.

Ordinary functions of plain numbers, standard library only.  Both engines run this text: the Mesa
engine calls it as it stands, the compiled engine compiles it.  Read it in this order:
parameters, exposure, perception, commitment, decision, stages, month.
"""
