"""How commands are found, and how a failure is said: one sentence, never a traceback."""

import importlib
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import NoReturn, override

import asyncpg
import click
from rich.console import Console
from tortoise.exceptions import DBConnectionError

from app.local.programs import LocalPostgresError
from app.settings import Settings
from models.migration_files import MigrationError
from rules.faults import BadInput
