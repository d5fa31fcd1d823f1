/** What a session has for PATH before any start-up file ran, as login and cron give it. */
export const SESSION_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
