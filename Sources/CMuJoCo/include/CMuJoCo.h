// The one door to MuJoCo: load a model from memory, advance it, read it. Nothing else in the
// project includes a MuJoCo header, and no MuJoCo failure ends the process.
//
// Coordinates are those of the robot's controlled joints ("reduced"): a joint that mimics another
// has none of its own. After plant_open no function here allocates.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// A loaded model with its state. One thread at a time.
typedef struct plant plant;

/// Loads MJCF text. NULL on failure, with one line of explanation in `message` (always terminated).
/// All joints of the model must be hinges or slides.
plant *_Nullable plant_open(
    const char *_Nonnull mjcf, size_t length, char *_Nonnull message, size_t room);

/// Frees everything.
void plant_close(plant *_Nullable self);

/// Makes the joint called `name` follow coordinate `coordinate`: q = multiplier · coordinate +
/// offset.
/// `leads` is 1 for the joint that *is* the coordinate. Returns 0, or -1 when there is no such
/// joint.
int plant_bind(
    plant *_Nonnull self, const char *_Nonnull name, int coordinate, double multiplier,
    double offset, int leads);

/// Puts a coordinate and its followers at `position` and `velocity`.
void plant_place(plant *_Nonnull self, int coordinate, double position, double velocity);

/// First half of a step: everything that follows from position and velocity. Writes the inverse of
/// the reduced inertia matrix (count × count, row major) and the acceleration of each coordinate
/// without applied effort and without stops. Returns 0, or -1 with a text in plant_failure.
int plant_begin(plant *_Nonnull self, double *_Nonnull inverse, double *_Nonnull drift, int count);

/// Second half: integrates one time step under `effort` (one entry per coordinate).
/// Returns 0, or -1 with a text in plant_failure.
int plant_finish(plant *_Nonnull self, const double *_Nonnull effort, int count);

/// Position of a coordinate.
double plant_position(const plant *_Nonnull self, int coordinate);

/// Velocity of a coordinate.
double plant_velocity(const plant *_Nonnull self, int coordinate);

/// Kinetic plus potential energy, J; valid after plant_begin.
double plant_energy(plant *_Nonnull self);

/// What went wrong last, in MuJoCo's words; empty when nothing did.
const char *_Nonnull plant_failure(const plant *_Nonnull self);
