/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file replay.c
 *  main() of a fuzz target built without libFuzzer: feeds it every file named, and every file of every directory
 *  named. Sanitizers stop the program at the first finding, so coming to the end is the pass. Each input lies in
 *  memory of exactly its size, so that ASan sees a read past its end. */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

static unsigned num_inputs;

static int feed_file(const char *path, size_t size)
{
	uint8_t *data = malloc(size ? size : 1);
	FILE *f = fopen(path, "rb");
	int rc = -EIO;

	if (data && f && fread(data, 1, size, f) == size) {
		uint8_t *exact = size ? data : NULL;

		LLVMFuzzerTestOneInput(exact, size);
		num_inputs++;
		rc = 0;
	} else {
		fprintf(stderr, "%s: cannot be read\n", path);
	}
	if (f)
		fclose(f);
	free(data);
	return rc;
}

static int feed_path(const char *path, int depth);

static int feed_directory(const char *path, int depth)
{
	char child[4096];
	struct dirent *e;
	DIR *d = opendir(path);
	int rc = 0;

	if (!d)
		return -errno;
	while (!rc && (e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		if (snprintf(child, sizeof(child), "%s/%s", path, e->d_name) >= (int)sizeof(child))
			rc = -ENAMETOOLONG;
		else
			rc = feed_path(child, depth + 1);
	}
	closedir(d);
	return rc;
}

static int feed_path(const char *path, int depth)
{
	struct stat st;

	if (stat(path, &st) < 0) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return -errno;
	}
	if (S_ISDIR(st.st_mode))
		return depth < 4 ? feed_directory(path, depth) : -ELOOP;
	return feed_file(path, st.st_size);
}

int main(int argc, char **argv)
{
	int rc = 0;

	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 1; i < argc && !rc; i++)
		rc = feed_path(argv[i], 0);
	printf("%u inputs\n", num_inputs);
	return rc || !num_inputs;
}
