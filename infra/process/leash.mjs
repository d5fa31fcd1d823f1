// Loaded with --import into each process that `npm start` runs. When that one vanishes, even by SIGKILL, the channel between them
// closes, and the process ends itself in the ordinary way: nothing is left behind.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
// Listening must not keep alive a process that has nothing else to do.
process.channel?.unref()
