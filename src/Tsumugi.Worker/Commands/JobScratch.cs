using Tsumugi.Client.Jobs;
using Tsumugi.Worker.Jobs;

namespace Tsumugi.Worker.Commands;

/// <summary>The files of a job of commands on this machine, and where its programs see them: folders of its own, with the inputs bound into them read-only.</summary>
internal sealed class JobScratch : IDisposable
{
    private readonly string _folder;
    private readonly CommandRecipe _recipe;
    private readonly List<(string Seen, string Host)> _bound = [];

    /// <exception cref="JobRefusedException">An input is not in its revision.</exception>
    public JobScratch(string folder, CommandRecipe recipe, JobOrder order)
    {
        (_folder, _recipe, Tops) = (folder, recipe, CommandPaths.Tops(recipe));
        ScratchFolder.Delete(folder);
        Directory.CreateDirectory(Private);
        foreach (var top in Tops)
            Directory.CreateDirectory(Path.Combine(Root, top));
        foreach (var own in recipe.Folders.Concat(recipe.Steps.Select(step => step.Workdir)))
            Directory.CreateDirectory(HostOf(CommandPaths.Trimmed(own)));
        foreach (var (at, input) in recipe.Inputs.Index())
            _bound.Add((CommandPaths.Trimmed(input.Path), input.Content is { } content ? Literal(at, content) : Staged(at, input, order)));
        Images(order);
    }

    /// <summary>Files that the sandbox does not show.</summary>
    public string Private => Path.Combine(_folder, "private");

    private string Root => Path.Combine(_folder, "root");

    /// <summary>Whether programs find an input there, so that what lies below on this machine is only the place it is bound to.</summary>
    public bool IsInput(string seen) => _bound.Any(bound => CommandPaths.Within(seen, bound.Seen));

    /// <summary>The job's own top-level folders.</summary>
    public IReadOnlyList<string> Tops { get; }

    /// <summary>What bubblewrap is told of the job's own folders, inputs after the folders that they lie in.</summary>
    /// <exception cref="JobRefusedException">An earlier step has put a link where an input belongs: bubblewrap would follow it.</exception>
    public IReadOnlyList<string> Mounts()
    {
        foreach (var (seen, _) in _bound)
            HostOf(seen);
        return
        [
            .. Tops.SelectMany(top => (string[])["--bind", Path.Combine(Root, top), "/" + top]),
            .. _bound.SelectMany(bound => (string[])["--ro-bind", bound.Host, bound.Seen]),
        ];
    }

    /// <summary>The place of a path that no program has been able to lead elsewhere.</summary>
    /// <exception cref="JobRefusedException">A link lies in the way: followed by this process it could lead out of the job's folders.</exception>
    public string HostOf(string seen)
    {
        var at = Root;
        foreach (var part in seen[1..].Split('/'))
        {
            at = Path.Combine(at, part);
            if (new FileInfo(at).LinkTarget is not null)
                throw new JobRefusedException($"{seen} leads over a symbolic link; let the command write a file or folder there instead.");
        }

        return at;
    }

    /// <summary>What a step reads on standard input: an input, or what an earlier step made.</summary>
    public string ReadFrom(string seen)
    {
        var (place, host) = _bound.FirstOrDefault(bound => CommandPaths.Within(seen, bound.Seen));
        var path = host is null ? HostOf(seen) : Path.Join(host, seen[place.Length..]);
        return HostFile.IsRegular(path) ? path : throw new JobRefusedException($"{seen}, which a step reads on standard input, is no file.");
    }

    /// <summary>An empty file for what a step says.</summary>
    public FileStream WriteTo(string seen)
    {
        var path = HostOf(seen);
        if (Directory.Exists(path) || (File.Exists(path) && !HostFile.IsRegular(path)))
            throw new JobRefusedException($"{seen}, which shall receive what a step says, is no file.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    public void Dispose() => ScratchFolder.Delete(_folder);

    private string Literal(int at, string content)
    {
        var path = Path.Combine(Private, $"content-{at}");
        File.WriteAllText(path, content);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    private string Staged(int at, CommandInput input, JobOrder order)
    {
        var files = order.Input(input.From!);
        var wanted = input.File?.TrimEnd('/') ?? "";
        if (files.Files.TryGetValue(wanted, out var content))
            return content;

        var folder = Path.Combine(Private, $"input-{at}");
        var under = wanted.Length == 0 ? "" : wanted + "/";
        foreach (var (path, from) in files.Files.Where(file => file.Key.StartsWith(under, StringComparison.Ordinal)))
        {
            var to = Path.Combine(folder, path[under.Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            HostFile.LinkOrCopy(from, to);
        }

        return Directory.Exists(folder) ? folder : throw new JobRefusedException($"The input '{input.From}' ({files.Node}) has nothing at '{wanted}'.");
    }

    // An operator may have taken one away since the job was submitted.
    private void Images(JobOrder order)
    {
        foreach (var image in _recipe.Steps.Select(step => step.Image).OfType<string>())
        {
            if (!order.Sandbox!.Images.TryGetValue(image, out var folder) || !Directory.Exists(folder))
                throw new JobRefusedException($"The image '{image}' is not on this machine; ask the operators of the site.");
        }
    }
}
