"""Every reason we may say no, by one name wherever it is needed."""

from rules.refusals.after_sales import *
from rules.refusals.campaigns import *
from rules.refusals.catalogue import *
from rules.refusals.distributors import *
from rules.refusals.dividends import *
from rules.refusals.funding import *
from rules.refusals.mail import *
from rules.refusals.merchants import *
from rules.refusals.orders import *
from rules.refusals.payments import *
from rules.refusals.people import *
from rules.refusals.points import *
from rules.refusals.referrals import *
from rules.refusals.refusal import *
from rules.refusals.reports import *
from rules.refusals.screens import *
from rules.refusals.shipping import *
from rules.refusals.talk import *
from rules.refusals.teams import *
from rules.refusals.tenders import *
from rules.refusals.withdrawals import *
