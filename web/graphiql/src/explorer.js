// Starts GraphiQL against /graphql of the page's own origin; subscriptions go by WebSocket.

const welcome = `# 开团 API 探索器。按 ▶ 运行；左侧文档列出所有类型。
# 别的标签页里是示例；订阅会一直推送，再按一次停止。
#
# The Kaituan API explorer. Press ▶ to run; the docs at
# the left list every type. Other tabs hold examples; a
# subscription keeps pushing until you press again.
#
# 令牌来自 SignUp 的回答，写在下面 Headers：
# A token comes from SignUp and goes into Headers, below:
#   {"Authorization": "Bearer TOKEN"}

query Welcome {
  campaigns(first: 3) {
    nodes {
      slug
      title
      size
      teamPrice {
        amount
      }
    }
  }
}
`

const socketUrl = new URL('/graphql', location.href)
socketUrl.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'

let authorization
const wsClient = graphqlWs.createClient({
  url: socketUrl.href,
  connectionParams: () => (authorization ? { authorization } : null),
})
const fetcher = GraphiQL.createFetcher({ url: '/graphql', wsClient, enableIncrementalDelivery: false })

// A socket is greeted once, before any operation: it takes the token that was last given.
function remembering(params, options) {
  const given = Object.entries(options?.headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization')
  const latest = given?.[1]
  if (latest !== authorization) {
    authorization = latest
    wsClient.terminate()
  }
  return fetcher(params, options)
}

const root = ReactDOM.createRoot(document.getElementById('graphiql'))
root.render(
  React.createElement(GraphiQL, {
    fetcher: remembering,
    defaultQuery: welcome,
    defaultTabs: [{ query: welcome }, ...window.kaituanOperations],
    defaultEditorToolsVisibility: 'variables',
    shouldPersistHeaders: false,
  }),
)
