"""The command line: each command is looked up in its own file when it is asked for."""

from app.cli.words import Commands

COMMANDS = {
    "serve": "app.cli.serve:serve",
    "work": "app.cli.work:work",
    "sandbox-provider": "app.cli.provider:sandbox_provider",
    "sandbox-beacon": "app.cli.beacon:sandbox_beacon",
    "mischief": "app.cli.mischief:mischief",
    "migrate": "app.cli.tables:migrate",
    "seed": "app.cli.tables:seed",
    "create-operator": "app.cli.people:create_operator",
    "pair-screen": "app.cli.screens:pair_screen",
    "check-books": "app.cli.books:check_books",
    "reconcile": "app.cli.reconcile:reconcile",
    "verify-draw": "app.cli.verify_draw:verify_draw",
    "doctor": "app.cli.health:doctor",
    "simulate": "app.cli.crowd:simulate",
    "schema": "app.cli.language:schema",
}

main = Commands(COMMANDS, name="python -m app", help="开团 Kaituan: every way to run it.")
