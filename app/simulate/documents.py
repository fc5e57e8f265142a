"""What a crowd of guests says to the shop: the same documents that any client sends."""

from typing import Final

SIGN_UP: Final = """mutation Guest($handle: String!, $password: String!, $name: String!) {
  signUp(input: {handle: $handle, password: $password, displayName: $name}) { __typename
    ... on SignedUp { token } } }"""

OFFERS: Final = """query Offers { campaigns(first: 50) {
  nodes { id slug kind product { id } skus { id stockLeft teamPrice { fen } } } } }"""

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

SHARE: Final = """mutation Share { makeShareLink(input: {target: SHOP}) { __typename
  ... on ShareLinkMade { link { code } } } }"""

COME_BY: Final = """mutation ComeBy($code: String!) {
  openShareLink(input: {code: $code, channel: CHAT}) { __typename
    ... on ShareLinkOpened { decision } } }"""

ASK: Final = """mutation Ask($product: ID!, $text: String!) {
  askQuestion(input: {productId: $product, text: $text}) { __typename } }"""

ON_THEIR_WAY: Final = """query OnTheirWay { viewer { __typename
  orders(first: 12) { nodes { id status } } commissionTotals { pending { fen } } } }"""

RECEIVE: Final = """mutation Receive($order: ID!) {
  confirmReceipt(input: {orderId: $order}) { __typename } }"""

GIVE_BACK: Final = """mutation GiveBack($order: ID!, $key: String!) {
  requestAfterSale(input: {orderId: $order, idempotencyKey: $key,
    wish: {kind: RETURN_AND_REFUND, reason: CHANGED_MIND}}) { __typename } }"""

SIGN_IN: Final = """mutation Serve($handle: String!, $password: String!) {
  signIn(input: {handle: $handle, password: $password}) { __typename
    ... on SignedIn { token } } }"""

TO_SHIP: Final = """query ToShip { viewer { __typename
  merchants { orders(tab: TO_SHIP, first: 5) { nodes { id } } } } }"""

SHIP: Final = """mutation Ship($order: ID!, $carrier: String!, $number: String!, $key: String!) {
  shipOrder(input: {orderId: $order, carrierCode: $carrier, trackingNumber: $number,
    idempotencyKey: $key}) { __typename } }"""
