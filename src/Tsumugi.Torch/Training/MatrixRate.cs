using System.Diagnostics;
using Tsumugi.Torch.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <summary>What this machine reaches in large matrix products: the yardstick for training.</summary>
public static class MatrixRate
{
    private const int Side = 2048;

    private static readonly Lock Measuring = new();
    private static readonly Dictionary<(DeviceType, int), double> Known = [];

    /// <returns>Operations per second of the better of two products of 2048³ after one to warm up, in the number type of the device's projections; measured once per process.</returns>
    public static double Of(Device device)
    {
        var key = (device.type, get_num_threads());

        // Runs side by side in one process share one measurement.
        lock (Measuring)
        {
            if (!Known.TryGetValue(key, out var rate))
                Known[key] = rate = Measure(device);
            return rate;
        }
    }

    /// <returns>As <see cref="Of"/>, measured now.</returns>
    public static double Measure(Device device)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var square = zeros([Side, Side], Projection.ProductType(device.type), device);
        var best = double.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            using var inner = NewDisposeScope();
            var clock = Stopwatch.StartNew();
            var product = square.matmul(square);

            // Reading one number waits for a device that computes on its own.
            _ = product[0, 0].to_type(ScalarType.Float32).item<float>();
            if (round > 0)
                best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }

        return Flops.Product(Side) / best;
    }
}
