// Sign on with openid-client, as another system's Node server would: say where to go, read where one came back.
import { createInterface } from 'node:readline/promises'
import * as oidc from 'openid-client'

const [issuer, clientId, secret, redirectUri] = process.argv.slice(2)
const insecure = { execute: [oidc.allowInsecureRequests] } // loopback only
const config = await oidc.discovery(new URL(issuer), clientId, secret || undefined,
  secret ? undefined : oidc.None(), insecure)

const verifier = oidc.randomPKCECodeVerifier()
const state = oidc.randomState()
const nonce = oidc.randomNonce()
const address = oidc.buildAuthorizationUrl(config, {
  redirect_uri: redirectUri,
  scope: 'openid profile organisations offline_access',
  code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
  nonce,
})
console.log(address.href)

const lines = createInterface({ input: process.stdin })
const back = (await lines[Symbol.asyncIterator]().next()).value
const tokens = await oidc.authorizationCodeGrant(config, new URL(back), {
  pkceCodeVerifier: verifier,
  expectedState: state,
  expectedNonce: nonce,
  idTokenExpected: true,
})
const claims = tokens.claims()
const person = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token)
await oidc.tokenRevocation(config, renewed.refresh_token)
const end = oidc.buildEndSessionUrl(config, { id_token_hint: renewed.id_token })
console.log(JSON.stringify({ claims, person, renewed: renewed.claims().sub, end: end.href }))
process.exit(0)
