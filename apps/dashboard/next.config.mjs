/** The server mounts this app in its own process, so there is nothing to rewrite, proxy or export. */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // `npm run types` checks them, once, for every workspace.
  typescript: { ignoreBuildErrors: true },
}
