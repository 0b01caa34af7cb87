using System.CommandLine;
using Tsumugi.Cli;
using Tsumugi.Cli.Commands;

TerminalLanguage.Use();
var root = new RootCommand("Tsumugi (紡): the researcher's command. 研究者のためのコマンド。")
{
    SignInCommands.Login(), SignInCommands.WhoAmI(), DataCommands.Make(), ModelCommands.Make(), JobCommands.Make(), SweepCommands.Make(), MergeSearchCommands.Make(), AllocationCommands.Make(),
    SearchCommand.Make(), CatalogueCommands.Make(), ProjectCommands.Make(), CallCommands.Make(), ProposalCommands.Make(), AccessCommands.Make(), PassportCommands.Make(), KeyCommands.Make(), SiteCommands.Make(), FederateCommands.Make(), UseCaseCommands.Make(), PublicationCommands.Make(), LinkCommands.Make(), CourseCommands.Make(), InstrumentCommands.Make(), CaptureCommands.Make(), BookingCommands.Make(), SampleCommands.Make(), RequestCommands.Make(), IndicatorCommands.Make(), ThreadCommands.Make(),
};
root.Add(Invocation.Json);
var parsed = root.Parse(args);
var code = await parsed.InvokeAsync();

// 2 is kept for a command line that cannot be understood.
return parsed.Errors.Count > 0 ? 2 : code;
