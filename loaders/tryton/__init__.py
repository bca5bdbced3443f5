class Tryton:
    def files(self): return ()
    def context_of(self, spec): return ()
    def notes(self, file): return ()
    def outcomes(self, file, namespace, context): return iter(())
