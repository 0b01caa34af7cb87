using System.Diagnostics;
using System.Reflection;
using Tsumugi.Torch.Training;
using TorchSharp;
using AdamW = Tsumugi.Torch.Training.AdamW;
using Parameter = TorchSharp.Modules.Parameter;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Training;

public sealed class AdamWTests
{
    /// <summary>Numbers that the runtime frees while the native code still reads them make a run crash, or go another way, once in a long while.</summary>
    [Fact]
    public void Step_whileMemoryIsCollected_givesTheBitsOfAnUndisturbedRun()
    {
        var undisturbed = Steps();
        using var stop = new CancellationTokenSource();
        var collecting = new System.Threading.Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collecting.Start();
        try
        {
            Assert.All(Enumerable.Range(0, 4).AsParallel().Select(_ => Steps()), disturbed => Assert.Equal(undisturbed, disturbed));
        }
        finally
        {
            stop.Cancel();
            collecting.Join();
        }
    }

    [Fact]
    public void TorchSharp_keepsArgumentsUntilItsCallsReturn() =>
        Assert.True(typeof(torch).Assembly.GetCustomAttribute<DebuggableAttribute>()!.IsJITOptimizerDisabled);

    private static float[] Steps()
    {
        using var parameter = new Parameter(ones(8));
        using var optimizer = new AdamW([new("weight", parameter, ParameterKind.Matrix)], new(20_000, 0, 0.01, 0.1));
        using var gradient = tensor((float[])[1, -1, 2, -2, 3, -3, 4, -4]);
        parameter.grad = gradient;
        for (var step = 1; step <= 20_000; step++)
            optimizer.Step(step, 1e-3, 0.5);
        using var off = no_grad();
        return parameter.data<float>().ToArray();
    }
}
