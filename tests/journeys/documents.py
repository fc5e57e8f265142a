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

WATCH = """subscription($code: String!, $after: Int) { teamProgress(code: $code, afterVersion: $after) {
  code status seatsFilled seatsHeld seatsLeft version serverTime
  seats { number state member { displayName } } } }"""

CAMPAIGNS = """{ campaigns(first: 20) { nodes {
  id slug title kind size soloPrice { amount } teamPrice { fen amount } endsAt
  skus { id } openTeams(first: 3) { nodes { code } } } } }"""
