"""Two engines over one theory: ``mesa_engine`` to be read, ``compiled`` to be fast.

Begin with ``contract``, then ``mesa_engine``; the compiled one is ``compiled``, ``living`` (steps 1
to 5), ``moving`` (step 6) and ``trunk``.
"""
