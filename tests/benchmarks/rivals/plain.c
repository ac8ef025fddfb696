/* The plain model in C: one treaty, every state every month, the exponential of this project.

   Compiled with -O3 -march=native -ffp-contract=off, so that products and sums give the bits of the
   engines.  Runs are lived one after another; the loop over states is written for the vectoriser. */

#include <math.h>
#include <stdint.h>

typedef struct {
    int64_t states, months;
    double base_rate, threat_weight, norm_weight, border_weight, alliance_weight, peer_weight;
    double threat_months, norm_months, erosion_border, erosion_alliance, erosion_peers;
    int64_t key_low, key_high;
} Terms;

static inline double lower(double a, double b) { return a < b ? a : b; }
static inline double higher(double a, double b) { return a > b ? a : b; }

static inline double exponential(double x)
{
    double r = lower(higher(x, -64.0), 64.0) * 0.0078125;
    double p = 1.0 + r * (1.0 / 13.0);
    p = 1.0 + r * (1.0 / 12.0) * p;
    p = 1.0 + r * (1.0 / 11.0) * p;
    p = 1.0 + r * (1.0 / 10.0) * p;
    p = 1.0 + r * (1.0 / 9.0) * p;
    p = 1.0 + r * 0.125 * p;
    p = 1.0 + r * (1.0 / 7.0) * p;
    p = 1.0 + r * (1.0 / 6.0) * p;
    p = 1.0 + r * 0.2 * p;
    p = 1.0 + r * 0.25 * p;
    p = 1.0 + r * (1.0 / 3.0) * p;
    p = 1.0 + r * 0.5 * p;
    p = 1.0 + r * p;
    p = p * p; p = p * p; p = p * p; p = p * p; p = p * p; p = p * p;
    return p * p;
}

static double logarithm(double x)
{
    int power;
    double m = frexp(x, &power);
    double small = m < 0.7071067811865476 ? 1.0 : 0.0;
    m = m + small * m;
    double k = power - small, s = (m - 1.0) / (m + 1.0), z = s * s, p = 1.0 / 21.0;
    p = 1.0 / 19.0 + z * p;
    p = 1.0 / 17.0 + z * p;
    p = 1.0 / 15.0 + z * p;
    p = 1.0 / 13.0 + z * p;
    p = 1.0 / 11.0 + z * p;
    p = 1.0 / 9.0 + z * p;
    p = 1.0 / 7.0 + z * p;
    p = 0.2 + z * p;
    p = 1.0 / 3.0 + z * p;
    p = 1.0 + z * p;
    return k * 6.93147180369123816490e-01 + (2.0 * s * p + k * 1.90821492927058770002e-10);
}

static double resistance(int64_t replicate, int64_t low, int64_t high, const Terms *t)
{
    uint32_t a = (uint32_t)replicate, b = (uint32_t)low, c = (uint32_t)high, d = 0;
    uint32_t k = (uint32_t)t->key_low, l = (uint32_t)t->key_high;
    for (int round = 0; round < 10; round++) {
        uint64_t one = 0xD2511F53ULL * a, other = 0xCD9E8D57ULL * c;
        a = (uint32_t)(other >> 32) ^ b ^ k;
        c = (uint32_t)(one >> 32) ^ d ^ l;
        b = (uint32_t)other;
        d = (uint32_t)one;
        k += 0x9E3779B9u;
        l += 0xBB67AE85u;
    }
    return -logarithm(((a >> 6) * 67108864.0 + (b >> 6) + 0.5) * 2.220446049250313e-16);
}

/* possible: 1 where a state has no partner.  seen, ..., against: room for one run.
   left: (runs, states), -1 throughout when handed in. */
void live(const Terms *terms, int64_t runs, const int64_t *replicates, const int64_t *words,
          const uint8_t *party, const double *start, const double *target, const double *possible,
          const int64_t *ties_from, const int32_t *looker, const double *weight,
          double *restrict seen, double *restrict threat, double *restrict commitment,
          double *restrict accumulated, double *restrict against, int16_t *left)
{
    const Terms t = *terms;
    const int64_t n = t.states;
    for (int64_t r = 0; r < runs; r++) {
        for (int64_t i = 0; i < n; i++) {
            threat[i] = target[i];
            commitment[i] = start[i];
            accumulated[i] = seen[i] = seen[n + i] = seen[2 * n + i] = 0.0;
            against[i] = INFINITY;
            if (party[i]) against[i] = resistance(replicates[r], words[2 * i], words[2 * i + 1], &t);
        }
        for (int64_t m = 1; m <= t.months; m++) {
            const double *towards = target + m * n;
            int64_t crossings = 0;
            for (int64_t i = 0; i < n; i++) {
                double border = seen[i] / possible[i];
                double alliance = seen[n + i] / possible[n + i];
                double peers = seen[2 * n + i] / possible[2 * n + i];
                double eroded = t.erosion_border * border + t.erosion_alliance * alliance
                    + t.erosion_peers * peers;
                double wanted = lower(1.0, start[i] * higher(0.0, 1.0 - eroded));
                threat[i] += (towards[i] - threat[i]) / t.threat_months;
                commitment[i] += (wanted - commitment[i]) / t.norm_months;
                double drive = t.base_rate + t.threat_weight * threat[i]
                    - t.norm_weight * commitment[i] + t.border_weight * border
                    + t.alliance_weight * alliance + t.peer_weight * peers;
                accumulated[i] += exponential(lower(higher(drive, -50.0), 50.0));
                crossings += accumulated[i] >= against[i];
            }
            for (int64_t i = 0; crossings > 0 && i < n; i++) {
                if (accumulated[i] < against[i]) continue;
                crossings--;
                against[i] = INFINITY;
                left[r * n + i] = (int16_t)m;
                for (int layer = 0; layer < 3; layer++) {
                    const int64_t *from = ties_from + layer * (n + 1) + i;
                    for (int64_t e = from[0]; e < from[1]; e++)
                        seen[layer * n + looker[e]] += weight[e];
                }
            }
        }
    }
}
