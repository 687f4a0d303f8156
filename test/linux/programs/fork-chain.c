/* Forks a child and exits, and so does the child, for as many seconds as argument 1 says: each lives for as many microseconds as argument 2
   says, in a session of its own if argument 3 is "away". Whoever's turn it is beats into file 4, by which one sees that the chain goes on. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
  if (argc < 5)
    return 2;
  time_t end = time(NULL) + atoi(argv[1]);
  useconds_t pause = atoi(argv[2]);
  int away = strcmp(argv[3], "away") == 0;
  int beat = open(argv[4], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  while (time(NULL) < end) {
    if (write(beat, ".", 1) != 1)
      return 1;
    if (pause > 0)
      usleep(pause);
    pid_t child = fork();
    if (child < 0)
      return 1;
    if (child > 0)
      _exit(0);
    if (away)
      setsid();
  }
  return 0;
}
