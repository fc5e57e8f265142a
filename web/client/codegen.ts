import type { CodegenConfig } from '@graphql-codegen/cli'

const scalars = {
  BigInt: 'string',
  Date: 'string',
  DateTime: 'string',
  Decimal: 'string',
  JSON: 'unknown',
}

// Each `teams.graphql` gets a `teams.gql.ts` beside it: what is imported is bundled, no more.
// DOCUMENTS names fewer of them, for whoever works on one folder.
const config: CodegenConfig = {
  schema: '../../schema/schema.graphql',
  documents: [process.env['DOCUMENTS'] ?? 'src/**/*.graphql'],
  silent: true,
  generates: {
    'src/kit/wire/schema.d.ts': { plugins: ['typescript'], config: { scalars, enumsAsTypes: true, onlyOperationTypes: true } },
    'src/': {
      preset: 'near-operation-file',
      presetConfig: { extension: '.gql.ts', baseTypesPath: '~schema', folder: '.' },
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        scalars,
        pureMagicComment: true,
        documentMode: 'string',
        enumsAsTypes: true,
        strictScalars: true,
        useTypeImports: true,
        nonOptionalTypename: false,
      },
    },
  },
}

export default config
