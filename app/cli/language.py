"""The language that clients speak, as text."""

import click

from app.asgi import SCHEMA


@click.command(short_help="print the GraphQL schema")
def schema() -> None:
    """Print the schema in GraphQL's own language."""
    click.echo(SCHEMA.as_str())
