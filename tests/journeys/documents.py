"""The core operations, as a client outside would write them."""

OPEN = """mutation($i: OpenTeamInput!) { openTeam(input: $i) { __typename
  ... on TeamOpened { team { code status seatsHeld } order { id status } payment { id } }
  ... on Refusal { message } } }"""

JOIN = """mutation($i: JoinTeamInput!) { joinTeam(input: $i) { __typename
  ... on TeamJoined { team { code } seat { number state } order { id } payment { id } }
  ... on Refusal { message }
  ... on TeamRefusal { openTeams { code seatsLeft } } } }"""

PAY = """mutation($i: PaySandboxInput!) { paySandbox(input: $i) { __typename
  ... on SandboxPaid { payment { status order { status } } }
  ... on Refusal { message } } }"""

TEAM = """query($code: String!) { team(code: $code) {
  id code status size seatsFilled seatsHeld seatsLeft closesAt version serverTime endReason
  seats(first: 5) { number state member { displayName } } campaign { slug } } }"""

WATCH = """subscription($code: String!, $after: Int) {
  teamProgress(code: $code, afterVersion: $after) {
  code status seatsFilled seatsHeld seatsLeft version serverTime
  seats { number state member { displayName } } } }"""

CAMPAIGNS = """{ campaigns(first: 20) { nodes {
  id slug title kind size soloPrice { amount } teamPrice { fen amount } endsAt
  skus { id } openTeams(first: 3) { nodes { code } } } } }"""

CANCEL = """mutation($i: TeamInput!) { cancelTeam(input: $i) { __typename
  ... on TeamCalledOff { team { status endReason } } ... on Refusal { message } } }"""

LEAVE = """mutation($i: TeamInput!) { leaveTeam(input: $i) { __typename
  ... on TeamLeft { team { status seatsFilled seatsHeld } } ... on Refusal { message } } }"""

CALL_OFF = """mutation($i: CallOffTeamInput!) { callOffTeam(input: $i) { __typename
  ... on TeamCalledOff { team { status endReason } } ... on Refusal { message } } }"""

SOLO = """mutation($i: BuySoloInput!) { buySolo(input: $i) { __typename
  ... on OrderPlaced { order { id status } payment { id } } ... on Refusal { message } } }"""

CANCEL_ORDER = """mutation($i: OrderInput!) { cancelOrder(input: $i) { __typename
  ... on OrderCancelled { order { status closeReason } } ... on Refusal { message } } }"""

START = """mutation($i: StartPaymentInput!) { startPayment(input: $i) { __typename
  ... on PaymentStarted { cashierUrl payment { number status } } ... on Refusal { message } } }"""

ADDRESS = """mutation($i: AddAddressInput!) { addAddress(input: $i) { __typename
  ... on AddressAdded { address { id } } ... on Refusal { message } } }"""

SEND_TO = """mutation($i: SetOrderAddressInput!) { setOrderAddress(input: $i) { __typename
  ... on OrderAddressed { order { shipTo { recipient region } } } ... on Refusal { message } } }"""

ORDERS = """{ orders(first: 20) { nodes { id kind status closeReason refunded { fen } total { fen }
  shipTo { recipient } payments { id number status refunds { number status } } } } }"""
