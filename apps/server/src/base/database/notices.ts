import pg from 'pg'

const RECONNECT_MS = 500

/** What is listened for, and who is told. */
export interface NoticesOptions {
  readonly url: string
  /** The channel of `pg_notify`. */
  readonly channel: string
  /** For the list of connections in the database. */
  readonly name: string
  /** `undefined` after every connection that was made: something may have been missed before. */
  readonly onNotice: (payload: string | undefined) => void
}

/** Listens to a channel of PostgreSQL on a connection of its own, which is made again whenever it is lost. */
export class Notices {
  private client: pg.Client | undefined
  private stopped = false

  constructor(private readonly options: NoticesOptions) {}

  /** Never fails: without a connection it tries again. */
  async start(): Promise<void> {
    await this.listen().catch(() => this.listenLater())
  }

  async stop(): Promise<void> {
    this.stopped = true
    await this.client?.end().catch(() => undefined)
  }

  private async listen(): Promise<void> {
    const { url, channel, name, onNotice } = this.options
    const client = new pg.Client({ connectionString: url, application_name: name, keepAlive: true })
    client.on('notification', ({ payload }) => onNotice(payload ?? ''))
    client.on('error', () => this.lost(client))
    client.on('end', () => this.lost(client))
    await client.connect()
    this.client = client
    await client.query(`LISTEN ${channel}`)
    onNotice(undefined)
  }

  private lost(client: pg.Client): void {
    if (this.client !== client) return
    this.client = undefined
    this.listenLater()
  }

  private listenLater(): void {
    if (this.stopped) return
    setTimeout(() => {
      if (!this.stopped) this.listen().catch(() => this.listenLater())
    }, RECONNECT_MS).unref()
  }
}
