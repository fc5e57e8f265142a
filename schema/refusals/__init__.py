"""Refusals as clients see them: the same names and facts as in ``rules``."""

from schema.refusals.after_sales import *
from schema.refusals.answers import answered as answered
from schema.refusals.answers import shown as shown
from schema.refusals.campaigns import *
from schema.refusals.catalogue import *
from schema.refusals.distributors import *
from schema.refusals.dividends import *
from schema.refusals.funding import *
from schema.refusals.mail import *
from schema.refusals.merchants import *
from schema.refusals.orders import *
from schema.refusals.payments import *
from schema.refusals.people import *
from schema.refusals.points import *
from schema.refusals.referrals import *
from schema.refusals.refusal import *
from schema.refusals.reports import *
from schema.refusals.screens import *
from schema.refusals.shipping import *
from schema.refusals.talk import *
from schema.refusals.teams import *
from schema.refusals.tenders import *
from schema.refusals.withdrawals import *
