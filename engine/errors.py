"""The root of every error this package raises."""


class FormuneError(Exception):
    """Something in Formune refused to go on."""

    def __str__(self) -> str:
        """Give the arguments as text, or the class's docstring when there are none."""
        return super().__str__() or (self.__doc__ or type(self).__name__).strip().splitlines()[0]


class WrongCall(FormuneError):
    """A setting or an argument is wrong: nothing was done, and the command's exit status is 2."""
