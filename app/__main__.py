"""``python -m app``: every way to run Kaituan from a shell."""

from app.cli import main

if __name__ == "__main__":
    main()
