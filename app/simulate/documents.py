"""What a crowd of guests says to the shop: the same documents that any client sends."""

from typing import Final

SIGN_UP: Final = """mutation Guest($handle: String!, $password: String!, $name: String!) {
  signUp(input: {handle: $handle, password: $password, displayName: $name}) { __typename
    ... on SignedUp { token } } }"""

OFFERS: Final = """query Offers { campaigns(first: 50) {
  nodes { id slug kind skus { id stockLeft teamPrice { fen } } } } }"""

TEAMS: Final = """query Filling { teams(first: 40, filter: {status: OPEN}) {
  nodes { code seatsLeft campaign { slug } } } }"""

OPEN: Final = """mutation Open($campaign: ID!, $sku: ID!, $credit: BigInt!, $key: String!) {
  openTeam(input: {campaignId: $campaign, skuId: $sku, creditFen: $credit, idempotencyKey: $key})
  { __typename
    ... on TeamOpened { team { code seatsLeft } payment { id } } } }"""

JOIN: Final = """mutation Join($code: String!, $sku: ID!, $credit: BigInt!, $key: String!) {
  joinTeam(input: {teamCode: $code, skuId: $sku, creditFen: $credit, idempotencyKey: $key})
  { __typename
    ... on TeamJoined { team { code seatsLeft } payment { id } } } }"""

PAY: Final = """mutation Pay($payment: ID!) {
  paySandbox(input: {paymentId: $payment, outcome: SUCCEED}) { __typename } }"""

FATES: Final = """query Fates { viewer { __typename
  account(kind: CREDIT) { balance { count } }
  orders(first: 12) { nodes { id closeReason award { prize } } } } }"""
