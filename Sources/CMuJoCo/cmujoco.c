#include "CMuJoCo.h"

#include <mujoco/mujoco.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLANT_ROOM = 128 };  // joints and mimics; a configuration holds at most 96 bodies

struct plant {
  mjModel *model;
  mjData *data;
  int coordinates;              // reduced coordinates bound so far
  int coordinate[PLANT_ROOM];   // of each degree of freedom, or -1
  int leader[PLANT_ROOM];       // degree of freedom of each coordinate
  double multiplier[PLANT_ROOM];
  double offset[PLANT_ROOM];
  double *full;                 // inertia of all degrees of freedom
  double *reduced;              // inertia of the coordinates, then its Cholesky factor
  char failure[256];
};

// MuJoCo reports errors through a global handler that must not return; the default one ends the
// process. Ours jumps back to the call in progress on this thread.
static _Thread_local jmp_buf *landing;
static _Thread_local char last_error[256];

static void on_error(const char *text) {
  snprintf(last_error, sizeof last_error, "%s", text);
  if (landing) longjmp(*landing, 1);
  abort();  // unreachable: every call into MuJoCo below sets a landing first
}

// The default handler writes MUJOCO_LOG.TXT into the current directory. Warnings are read from
// mjData instead.
static void on_warning(const char *text) { (void)text; }

// The handlers and the parser's last model belong to the whole process: one load at a time.
static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;

#define GUARDED(failed)                          \
  jmp_buf here;                                  \
  jmp_buf *outer = landing;                      \
  if (setjmp(here)) {                            \
    landing = outer;                             \
    failed;                                      \
  }                                              \
  landing = &here;

#define RELEASE landing = outer

static void one_line(char *text) {
  for (; *text; text++)
    if (*text == '\n' || *text == '\r') *text = ' ';
}

static mjModel *load(const char *mjcf, size_t length, char *message, size_t room) {
  // mjVFS is 2 MB, so it lives on the heap and only as long as the load.
  mjVFS *files = malloc(sizeof *files);
  if (!files) return NULL;
  mj_defaultVFS(files);
  mjModel *model = NULL;
  if (mj_makeEmptyFileVFS(files, "robot.xml", (int)length) == 0) {
    memcpy(files->filedata[mj_findFileVFS(files, "robot.xml")], mjcf, length);
    model = mj_loadXML("robot.xml", files, message, (int)room);
  }
  mj_deleteVFS(files);
  free(files);
  return model;
}

static int open_guarded(
    plant *self, const char *mjcf, size_t length, char *message, size_t room) {
  GUARDED({
    snprintf(message, room, "%s", last_error);
    return -1;
  })
  self->model = load(mjcf, length, message, room);
  if (self->model && (self->model->nv > PLANT_ROOM || self->model->nv != self->model->nq)) {
    snprintf(message, room, "the model has more joints than there is room for, or other kinds");
    mj_deleteModel(self->model);
    self->model = NULL;
  }
  if (self->model) self->data = mj_makeData(self->model);
  RELEASE;
  return self->data ? 0 : -1;
}

plant *plant_open(const char *mjcf, size_t length, char *message, size_t room) {
  message[0] = 0;
  plant *self = calloc(1, sizeof *self);
  if (!self) return NULL;
  for (int i = 0; i < PLANT_ROOM; i++) self->coordinate[i] = -1;
  pthread_mutex_lock(&loading);
  mju_user_error = on_error;
  mju_user_warning = on_warning;
  int result = open_guarded(self, mjcf, length, message, room);
  mj_freeLastXML();
  pthread_mutex_unlock(&loading);
  if (result < 0) {
    one_line(message);
    plant_close(self);
    return NULL;
  }
  size_t cells = (size_t)(self->model->nv * self->model->nv + 1);
  self->full = calloc(cells, sizeof(double));
  self->reduced = calloc(cells, sizeof(double));
  if (!self->full || !self->reduced) {
    plant_close(self);
    return NULL;
  }
  return self;
}

void plant_close(plant *self) {
  if (!self) return;
  if (self->data) mj_deleteData(self->data);
  if (self->model) mj_deleteModel(self->model);
  free(self->full);
  free(self->reduced);
  free(self);
}

int plant_bind(
    plant *self, const char *name, int coordinate, double multiplier, double offset, int leads) {
  int joint = mj_name2id(self->model, mjOBJ_JOINT, name);
  if (joint < 0 || coordinate < 0 || coordinate >= PLANT_ROOM) return -1;
  int dof = self->model->jnt_dofadr[joint];
  self->coordinate[dof] = coordinate;
  self->multiplier[dof] = multiplier;
  self->offset[dof] = offset;
  if (leads) self->leader[coordinate] = dof;
  if (coordinate >= self->coordinates) self->coordinates = coordinate + 1;
  return 0;
}

void plant_place(plant *self, int coordinate, double position, double velocity) {
  for (int dof = 0; dof < self->model->nv; dof++) {
    if (self->coordinate[dof] != coordinate) continue;
    self->data->qpos[dof] = self->multiplier[dof] * position + self->offset[dof];
    self->data->qvel[dof] = self->multiplier[dof] * velocity;
  }
}

// Inertia and effort of all degrees of freedom seen from the controlled joints: Gᵀ M G and Gᵀ f,
// with one entry per row of G, because every degree of freedom follows at most one coordinate.
static void reduce(plant *self, double *effort, int count) {
  const mjModel *model = self->model;
  const mjData *data = self->data;
  int dofs = model->nv;
  memset(self->reduced, 0, sizeof(double) * (size_t)(count * count));
  memset(effort, 0, sizeof(double) * (size_t)count);
  for (int i = 0; i < dofs; i++) {
    int row = self->coordinate[i];
    if (row < 0) continue;
    effort[row] += self->multiplier[i] * (data->qfrc_passive[i] - data->qfrc_bias[i]);
    for (int j = 0; j < dofs; j++) {
      int column = self->coordinate[j];
      if (column < 0) continue;
      self->reduced[row * count + column] +=
          self->multiplier[i] * self->full[i * dofs + j] * self->multiplier[j];
    }
  }
}

// Cholesky in place, then the inverse column by column. False when the matrix is not positive.
static int invert(double *a, double *inverse, int n) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j <= i; j++) {
      double sum = a[i * n + j];
      for (int k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      if (i == j) {
        if (!(sum > 1e-15)) return 0;
        a[i * n + i] = sqrt(sum);
      } else {
        a[i * n + j] = sum / a[j * n + j];
      }
    }
  }
  for (int c = 0; c < n; c++) {
    for (int i = 0; i < n; i++) {
      double sum = i == c ? 1 : 0;
      for (int k = c; k < i; k++) sum -= a[i * n + k] * inverse[k * n + c];
      inverse[i * n + c] = i < c ? 0 : sum / a[i * n + i];
    }
    for (int i = n - 1; i >= 0; i--) {
      double sum = inverse[i * n + c];
      for (int k = i + 1; k < n; k++) sum -= a[k * n + i] * inverse[k * n + c];
      inverse[i * n + c] = sum / a[i * n + i];
    }
  }
  return 1;
}

// A number that is not finite, or too large, makes MuJoCo reset the state; that is a failure here.
static int check(plant *self) {
  const mjWarningStat *warning = self->data->warning;
  if (warning[mjWARN_BADQPOS].number || warning[mjWARN_BADQVEL].number
      || warning[mjWARN_BADQACC].number) {
    snprintf(self->failure, sizeof self->failure, "the motion is no longer finite");
    return -1;
  }
  return 0;
}

int plant_begin(plant *self, double *inverse, double *drift, int count) {
  if (count != self->coordinates) {
    snprintf(self->failure, sizeof self->failure, "a coordinate has no joint");
    return -1;
  }
  GUARDED({
    snprintf(self->failure, sizeof self->failure, "%s", last_error);
    return -1;
  })
  mj_step1(self->model, self->data);
  mj_fullM(self->model, self->full, self->data->qM);
  RELEASE;
  double effort[PLANT_ROOM];
  reduce(self, effort, count);
  if (!invert(self->reduced, inverse, count)) {
    snprintf(self->failure, sizeof self->failure, "the inertia matrix is not positive");
    return -1;
  }
  for (int i = 0; i < count; i++) {
    drift[i] = 0;
    for (int j = 0; j < count; j++) drift[i] += inverse[i * count + j] * effort[j];
  }
  return check(self);
}

int plant_finish(plant *self, const double *effort, int count) {
  for (int i = 0; i < count; i++) self->data->qfrc_applied[self->leader[i]] = effort[i];
  GUARDED({
    snprintf(self->failure, sizeof self->failure, "%s", last_error);
    return -1;
  })
  mj_step2(self->model, self->data);
  RELEASE;
  return check(self);
}

double plant_position(const plant *self, int coordinate) {
  return self->data->qpos[self->leader[coordinate]];
}

double plant_velocity(const plant *self, int coordinate) {
  return self->data->qvel[self->leader[coordinate]];
}

double plant_energy(plant *self) {
  // An error here can only be an exhausted stack, which the steps before would have met.
  GUARDED(return 0)
  mj_energyPos(self->model, self->data);
  mj_energyVel(self->model, self->data);
  RELEASE;
  return self->data->energy[0] + self->data->energy[1];
}

const char *plant_failure(const plant *self) { return self->failure; }
