using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TorchSharp;

namespace Tsumugi.Torch.Native;

/// <summary>Loads libtorch once, before the first use of TorchSharp.</summary>
public static class TorchRuntime
{
    private const string LibraryName = "libLibTorchSharp.so";

    private static readonly Lock Once = new();
    private static bool _loaded;

    /// <param name="threads">Threads within one operation; sums depend on it, so a job fixes it.</param>
    /// <exception cref="TorchMissingException">When libtorch is not there or does not load.</exception>
    public static void Load(int threads)
    {
        lock (Once)
        {
            if (!_loaded)
            {
                try
                {
                    if (OperatingSystem.IsLinux())
                        LoadOnLinux();
                    torch.InitializeDeviceType(DeviceType.CPU);
                    KeepMemory();
                }
                catch (Exception error) when (error is DllNotFoundException or NotSupportedException or TypeInitializationException or FileNotFoundException)
                {
                    throw Missing(error);
                }

                _loaded = true;
            }

            torch.set_num_threads(threads);
        }
    }

    /// <summary>
    /// A training step frees and takes the same large tensors again and again. glibc would hand each back to the system, which then
    /// clears every page anew: AdamW over 7.4 million parameters took 49 ms instead of 9.
    /// </summary>
    private static void KeepMemory()
    {
        if (!OperatingSystem.IsLinux())
            return;
        const int trimThreshold = -1;
        const int mostMapped = -4;
        try
        {
            _ = MallocOption(mostMapped, 0);
            _ = MallocOption(trimThreshold, int.MaxValue);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, such as musl: it has its own ways.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    private static extern int MallocOption(int parameter, int value);

    private static void LoadOnLinux()
    {
        var library = Find(LibraryName) ?? throw new FileNotFoundException(LibraryName);
        if (SystemDefinesVersion())
            return;

        // libtorch first: the adapted copy lies elsewhere, and finds these because they are loaded already.
        foreach (var name in (ReadOnlySpan<string>)["libc10.so", "libtorch_cpu.so", "libtorch.so"])
        {
            if (Find(name) is { } path)
                NativeLibrary.Load(path);
        }

        var handle = NativeLibrary.Load(Adapted(library));
        NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, (name, _, _) => name == "LibTorchSharp" ? handle : 0);
    }

    /// <summary>The changed copy, kept per user by the hash of what it was made from.</summary>
    private static string Adapted(string library)
    {
        var bytes = File.ReadAllBytes(library);
        var cache = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "tsumugi", "native");
        var copy = Path.Combine(cache, $"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}-{LibraryName}");
        if (File.Exists(copy))
            return copy;
        var adapted = GlibcxxPatch.Apply(bytes, library);
        Directory.CreateDirectory(cache);
        var unfinished = $"{copy}.{Environment.ProcessId}";
        File.WriteAllBytes(unfinished, adapted);
        File.Move(unfinished, copy, overwrite: true);
        return copy;
    }

    private static bool SystemDefinesVersion()
    {
        // The runtime itself needs libstdc++, so this process has it mapped: that is the one that counts.
        var mapped = File.ReadLines("/proc/self/maps").Select(line => line[(line.LastIndexOf(' ') + 1)..])
            .FirstOrDefault(path => path.Contains("/libstdc++.so.6", StringComparison.Ordinal));
        return mapped is null || !File.Exists(mapped) || GlibcxxPatch.Defines(File.ReadAllBytes(mapped));
    }

    private static string? Find(string name)
    {
        var runtime = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        var own = AppContext.BaseDirectory;
        return new[] { Path.Combine(own, name), Path.Combine(own, "runtimes", runtime, "native", name) }.FirstOrDefault(File.Exists)
            ?? (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string)?
                .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(folder => Path.Combine(folder, name))
                .FirstOrDefault(File.Exists);
    }

    private static TorchMissingException Missing(Exception error) => new(
        $"libtorch is not installed for this program ({error.Message.Split('\n')[0]}); restore the package libtorch-cpu for this operating system (docs/engine.md names it) and build again.",
        error);
}
