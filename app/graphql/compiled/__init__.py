"""How is an operation answered without graphql-core: by functions written for it."""

from app.graphql.compiled.plan import Plan, plan_of, unsupported

__all__ = ["Plan", "plan_of", "unsupported"]
