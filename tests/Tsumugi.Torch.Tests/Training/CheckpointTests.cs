using System.Diagnostics;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Torch.Training;

namespace Tsumugi.Torch.Tests.Training;

public sealed class CheckpointTests
{
    [Fact]
    public void Run_diskFillsWhileWriting_saysSo_goesOn_andTheLastWholeCheckpointStays()
    {
        using var folder = new Folder();
        var undisturbed = Losses(folder.Under("roomy"), new Recorder());
        var size = new FileInfo(Path.Combine(folder.Path, "roomy", State)).Length;

        // Room for one checkpoint, not for another beside it.
        using var disk = new SmallDisk(folder.Under("full"), size * 3 / 2);
        var recorder = new Recorder();
        Assert.Equal(undisturbed, Losses(disk.Path, recorder));
        Assert.Contains(recorder.Logs, said =>
            said.Contains("The checkpoint of step 10", StringComparison.Ordinal) && said.Contains("No space left on device", StringComparison.Ordinal) && said.Contains("free space", StringComparison.Ordinal));
        Assert.Equal([State], Directory.EnumerateFileSystemEntries(disk.Path).Select(path => Path.GetFileName(path)));

        var again = new Recorder();
        Assert.Equal(undisturbed.Skip(5), Losses(disk.Path, again));
        Assert.Contains("Going on from the checkpoint at step 5.", again.Logs);
    }

    [Fact]
    public void Run_toldToStopWhileTheDiskIsFull_saysThatNothingWasKept()
    {
        using var folder = new Folder();
        Losses(folder.Under("roomy"), new Recorder());
        using var disk = new SmallDisk(folder.Under("full"), new FileInfo(Path.Combine(folder.Path, "roomy", State)).Length * 3 / 2);
        using var stopping = new Recorder(stopAfter: 8);
        var error = Assert.Throws<CheckpointException>(() => Losses(disk.Path, stopping));
        Assert.Contains("step 8", error.Message, StringComparison.Ordinal);
        using var kept = SafetensorsFile.Open(Path.Combine(disk.Path, State));
        Assert.Equal(5, TrainingState.FromJson(System.Text.Encoding.UTF8.GetBytes(kept.Metadata["state"])).Step);
    }

    private const string State = "state.safetensors";

    private static List<double> Losses(string folder, Recorder recorder)
    {
        var recipe = SmallRun.Pretrain("protein");
        Pretraining.Run(
            recipe with { Schedule = recipe.Schedule with { CheckpointEvery = 5 } }, SmallRun.Rows(24, "protein"),
            new(1, folder, "run", recorder), recorder.Stop);
        return recorder.Losses;
    }

    /// <summary>A file system of its own in memory; making one takes the system's leave.</summary>
    private sealed class SmallDisk : IDisposable
    {
        private readonly bool _isMounted;

        public SmallDisk(string path, long bytes)
        {
            Path = path;
            _isMounted = OperatingSystem.IsLinux() && Ran("mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", path);
            Assert.SkipUnless(_isMounted, "This account may not mount a file system.");
        }

        public string Path { get; }

        public void Dispose()
        {
            if (_isMounted)
                Assert.True(Ran("umount", Path));
        }

        private static bool Ran(params string[] command)
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
    }
}
