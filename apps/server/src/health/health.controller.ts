import { Controller, Get, Header } from '@nestjs/common'
import { ApiExcludeController } from '@nestjs/swagger'
import { HealthCheckService } from '@nestjs/terminus'
import { collectDefaultMetrics, register } from 'prom-client'
import { Open } from '../access/index.js'
import { Database } from '../base/database/index.js'
import { GoherdError } from '../base/errors/index.js'

/** For machines that watch this server. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: Database,
  ) {
    if (!register.getSingleMetric('process_cpu_user_seconds_total')) collectDefaultMetrics()
  }

  /** The process answers. */
  @Get('livez')
  @Open('a supervisor that asks whether the process lives has no account')
  livez(): { status: 'ok' } {
    return { status: 'ok' }
  }

  /**
   * The server can do its work: the database answers, and has every migration (it would not have started else).
   * @throws GoherdError `not_ready`
   */
  @Get('readyz')
  @Open('a load balancer that asks whether to send requests has no account')
  async readyz(): Promise<{ status: 'ok' }> {
    try {
      await this.health.check([() => this.databaseAnswers(), () => this.isMigrated()])
    } catch (cause) {
      throw new GoherdError('unavailable', 'not_ready', {
        message: 'the database cannot be used at the moment',
        hint: 'Wait a few seconds; if it stays, look at PostgreSQL and at the server log.',
        cause,
      })
    }
    return { status: 'ok' }
  }

  /** Prometheus text. */
  @Get('metrics')
  @Header('Content-Type', register.contentType)
  @Open('counts and durations only: no names, no settings; Prometheus has no account')
  metrics(): Promise<string> {
    return register.metrics()
  }

  private async databaseAnswers() {
    await this.database.pool.query('SELECT 1')
    return { database: { status: 'up' as const } }
  }

  private async isMigrated() {
    const { rows } = await this.database.pool.query(
      'SELECT count(*)::int AS unfinished FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL',
    )
    if (rows[0]?.unfinished !== 0) throw new Error('a migration is not finished')
    return { migrations: { status: 'up' as const } }
  }
}
