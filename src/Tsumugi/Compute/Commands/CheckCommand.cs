using System.Text;
using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Formats.Checks.Paths;
using Tsumugi.Hub.Language;
using Tsumugi.Institutions;

namespace Tsumugi.Compute.Commands;

/// <summary>Everything that is wrong with a recipe of the kind <c>command</c>. Pure.</summary>
public static class CheckCommand
{
    private const int MostSteps = 32;
    private const int MostPaths = 1000;

    /// <summary>Bytes of one argument (Linux, <c>MAX_ARG_STRLEN</c>), and of one file that the recipe holds itself.</summary>
    private const int MostArgumentBytes = (128 << 10) - 1;
    private const int MostContentBytes = 1 << 20;

    /// <returns>Field → what is wrong with it; the recipe, when its form allows to go on.</returns>
    public static (CommandRecipe? Recipe, IReadOnlyList<(string Field, Words Fault)> Faults) Of(JsonElement json)
    {
        CommandRecipe recipe;
        try
        {
            recipe = CommandRecipe.Read(json);
        }
        catch (JsonException error)
        {
            return (null, [($"recipe{error.Path?.TrimStart('$')}", new(
                $"読めません：知らない項目か、型が違います（{error.Path}）。", $"It cannot be read: an unknown field, or a value of another type ({error.Path})."))]);
        }

        return (recipe, [.. Size(recipe).Concat(recipe.Steps.SelectMany((step, at) => Step(step, $"recipe.steps[{at}]"))).Concat(Inputs(recipe)).Concat(Outputs(recipe)).Concat(Folders(recipe))]);
    }

    private static IEnumerable<(string, Words)> Size(CommandRecipe recipe)
    {
        if (recipe.Steps.Count is 0 or > MostSteps)
            yield return ("recipe.steps", new($"実行するコマンドを 1 個以上 {MostSteps} 個以下で書いてください。", $"Write at least one step, and at most {MostSteps}."));
        if (recipe.Inputs.Count > MostPaths)
            yield return ("recipe.inputs", new($"{MostPaths} 個までです。フォルダーごと入力にしてください。", $"At most {MostPaths}; give whole folders instead."));
        if (recipe.Outputs.Count > MostPaths)
            yield return ("recipe.outputs", new($"{MostPaths} 個までです。フォルダーやパターンで書いてください。", $"At most {MostPaths}; write folders or patterns instead."));
        if (recipe.Makes is not (RepositoryKinds.Dataset or RepositoryKinds.Model))
            yield return ("recipe.makes", new("dataset か model にしてください。", "Write dataset or model."));
    }

    private static IEnumerable<(string, Words)> Step(CommandStep? step, string field)
    {
        if (step is null || step.Command.Count == 0 || string.IsNullOrEmpty(step.Command[0]))
        {
            yield return ($"{field}.command", new("コマンドがありません。プログラムと引数を並べてください。", "There is no command: write the program and its arguments."));
            yield break;
        }

        foreach (var (at, argument) in step.Command.Index())
        {
            if (Text(argument, MostArgumentBytes, isScript: true) is { } fault)
                yield return ($"{field}.command[{at}]", fault);
        }

        foreach (var (name, value) in step.Environment)
        {
            if (name.Length == 0 || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not '_') || char.IsAsciiDigit(name[0]))
                yield return ($"{field}.environment", new($"「{name}」は変数の名前に使えません。英数字と下線で書いてください。", $"'{name}' is no name of a variable; use letters, digits and underscores."));
            else if (Text(value, MostArgumentBytes, isScript: false) is { } fault)
                yield return ($"{field}.environment.{name}", fault);
        }

        foreach (var (name, path, depth) in ((string, string?, int)[])[("workdir", step.Workdir, 1), ("stdin", step.Stdin, 2), ("stdout", step.Stdout, 2), ("stderr", step.Stderr, 2)])
        {
            if (path is not null && Own(path, depth) is { } fault)
                yield return ($"{field}.{name}", fault);
        }

        if (step.Stdout is not null && step.Stdout == step.Stderr)
            yield return ($"{field}.stderr", new("stdout とは別のファイルにしてください。", "Give it another file than stdout."));
    }

    private static IEnumerable<(string, Words)> Inputs(CommandRecipe recipe)
    {
        foreach (var (at, input) in recipe.Inputs.Index())
        {
            var field = $"recipe.inputs[{at}]";
            if (Own(input.Path, 2) is { } path)
                yield return ($"{field}.path", path);
            else if (recipe.Inputs.Take(at).Any(other => Overlap(other.Path, input.Path)))
                yield return ($"{field}.path", new($"{input.Path} は、ほかの入力と重なります。", $"{input.Path} lies in another input, or around it."));
            if ((input.From is null) == (input.Content is null))
                yield return (field, new("from（入力の名前）か content（内容そのもの）のどちらか一方を書いてください。", "Write either 'from', the name of an input, or 'content'."));
            if (input.From is { } name && !ShortName.IsValid(name))
                yield return ($"{field}.from", ShortName.Refused("from", name).Reason);
            if (input.Kind is not (RepositoryKinds.Dataset or RepositoryKinds.Model))
                yield return ($"{field}.kind", new("dataset か model にしてください。", "Write dataset or model."));
            if (input.Content is { } content && Text(content, MostContentBytes, content.StartsWith("#!", StringComparison.Ordinal)) is { } fault)
                yield return ($"{field}.content", fault);
        }
    }

    private static IEnumerable<(string, Words)> Outputs(CommandRecipe recipe)
    {
        foreach (var (at, output) in recipe.Outputs.Index())
        {
            var field = $"recipe.outputs[{at}]";
            if (Own(output.Path, 2) is { } path)
                yield return ($"{field}.path", path);
            else if (recipe.Inputs.Any(input => CommandPaths.Within(CommandPaths.Trimmed(output.Path), CommandPaths.Trimmed(input.Path))))
                yield return ($"{field}.path", new("入力の中は読むだけで、出力にはできません。", "It lies in an input, which is only read."));
            if (output.As is { Length: > 0 } name && RepositoryPath.Check(name.TrimEnd('/')) is [var finding, ..])
                yield return ($"{field}.as", new(finding.Text.Ja, finding.Text.En));
            if (output.Prefix is { } prefix && Own(prefix, 1) is { } wrong)
                yield return ($"{field}.prefix", wrong);
        }

        foreach (var (at, step) in recipe.Steps.Index().Where(step => step.Item is not null))
        {
            foreach (var (name, path) in ((string, string?)[])[("stdout", step.Stdout), ("stderr", step.Stderr)])
            {
                if (path is not null && recipe.Inputs.Any(input => CommandPaths.Within(path, CommandPaths.Trimmed(input.Path))))
                    yield return ($"recipe.steps[{at}].{name}", new("入力の中には書けません。", "It lies in an input, which is only read."));
            }
        }
    }

    private static IEnumerable<(string, Words)> Folders(CommandRecipe recipe)
    {
        foreach (var (at, folder) in recipe.Folders.Index())
        {
            if (Own(folder, 1) is { } fault)
                yield return ($"recipe.folders[{at}]", fault);
        }
    }

    private static bool Overlap(string one, string other)
    {
        var (left, right) = (CommandPaths.Trimmed(one), CommandPaths.Trimmed(other));
        return CommandPaths.Within(left, right) || CommandPaths.Within(right, left);
    }

    private static Words? Own(string? path, int depth) => path is not null && CommandPaths.IsOwn(path, depth) ? null : new(
        $"「{Shown(path)}」は使えません。/work/… のような絶対パスを「..」なしで書いてください（{string.Join("、", CommandPaths.Closed)} の下を除く）。",
        $"'{Shown(path)}' cannot be used: write an absolute path such as /work/…, without '..', and not under {string.Join(", ", CommandPaths.Closed)}.");

    private static Words? Text(string? text, int most, bool isScript) =>
        text is null ? new("文字列を書いてください。", "Write a text.")
        : text.IndexOf('\0') is >= 0 and var at ? new($"{at + 1} 文字目にヌル文字があります。", $"There is a null character at position {at + 1}.")
        : isScript && text.IndexOf("\r\n", StringComparison.Ordinal) is >= 0 and var line ? new(
            $"{text.AsSpan(0, line).Count('\n') + 1} 行目が CRLF で終わっています。シェルは読めないので、改行を LF にしてください。", $"Line {text.AsSpan(0, line).Count('\n') + 1} ends with CRLF, which shells do not read; end lines with LF.")
        : Encoding.UTF8.GetByteCount(text) > most ? new($"{most:N0} バイトまでです。ファイルを入力にしてください。", $"At most {most:N0} bytes; give a file as an input instead.")
        : null;

    private static string Shown(string? path) => new([.. (path ?? "").Take(80).Select(letter => char.IsControl(letter) ? '?' : letter)]);
}
